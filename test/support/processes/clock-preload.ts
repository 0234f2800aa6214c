/**
 * Preloaded into a process whose clock a test sets (`--import`): it moves what Date says, as a clock that is set does, and
 * leaves timers and performance.now, which do not follow it on a real machine either. CLOCK_OFFSET is where it starts, in
 * milliseconds; later offsets come over the control channel. It says where it is.
 */
const { now: machineNow } = Date;
let offset = Number(process.env.CLOCK_OFFSET ?? 0);

Date.now = () => machineNow() + offset;
globalThis.Date = new Proxy(Date, {
  apply: () => new Date(Date.now()).toString(),
  construct: (target, args, newTarget) => Reflect.construct(target, args.length > 0 ? args : [Date.now()], newTarget),
});
Date.prototype.constructor = Date;

process.on('message', ({ clockOffset }: { clockOffset: number }) => {
  offset = clockOffset;
  process.send?.({ clockOffset });
});
process.send?.({ clockOffset: offset });
// The channel alone keeps no process alive that has ended its work.
process.channel?.unref();
