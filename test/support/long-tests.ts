/** For projects whose tests start processes: Jest's own 5 s are too few for them (and no option of a project). */
import.meta.jest.setTimeout(180_000);
