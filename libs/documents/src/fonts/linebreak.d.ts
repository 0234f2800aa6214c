// linebreak 1.1.0 ships no types.
declare module 'linebreak' {
  export default class LineBreaker {
    constructor(text: string);
    /** The next place where a line may end, as an index in the text; null at the end. */
    nextBreak(): { position: number; required: boolean } | null;
  }
}
