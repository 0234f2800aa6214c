/** How much of what an account has is in use: used solid, available as a tint, over-use red beyond a tick. Words stand beside it. */
export function UseBar({ total, inUse }: { total: number; inUse: number }) {
  const whole = Math.max(total, inUse, 1);
  const used = (Math.min(inUse, total) / whole) * 100;
  const held = (total / whole) * 100;
  return (
    <svg class="use-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect class="available" x="0" y="1" width={held} height="8" />
      <rect class="used" x="0" y="1" width={used} height="8" />
      {inUse > total && <rect class="over" x={held} y="1" width={100 - held} height="8" />}
      {inUse > total && <rect class="tick" x={Math.max(0, held - 0.5)} y="0" width="1" height="10" />}
    </svg>
  );
}
