/** Why a framed value can never be read as it stands: it becomes a dead letter that says so. */
export class FrameProblem extends Error {}
