/** Draw for laws: the same draws on every run and machine, so that a failure is found again. */
import fc from "fast-check";

fc.configureGlobal({ seed: 12, numRuns: 200 });

export default fc;
