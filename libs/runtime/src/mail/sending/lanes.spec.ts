import { createSlowLanes } from './lanes.ts';

describe('slow lanes', () => {
  let clock = 0;
  beforeEach(() => {
    clock = 0;
  });

  test('R18 destinations that answer in time have every connection', () => {
    const lanes = createSlowLanes(2, () => clock);
    const ends = Array.from({ length: 12 }, () => lanes.begin(['a@quick.example']));
    clock = 2000;
    expect(lanes.full(['b@quick.example'])).toBe(false);
    for (const end of ends) end();
    expect(lanes.full(['b@quick.example'])).toBe(false);
  });

  test('R18 slow destinations have a share in all, others are not held up by them', () => {
    const lanes = createSlowLanes(2, () => clock);
    const first = lanes.begin(['a@slow.example']);
    lanes.begin(['a@Late.example', 'b@quick.example']);
    clock = 3001;
    expect(lanes.full(['c@slow.example'])).toBe(true);
    expect(lanes.full(['c@other.example', 'c@late.example'])).toBe(true);
    expect(lanes.full(['c@other.example'])).toBe(false);
    first();
    expect(lanes.full(['c@slow.example'])).toBe(false);
  });

  test('R18 a destination that was slow stays so for a minute', () => {
    const lanes = createSlowLanes(1, () => clock);
    const end = lanes.begin(['a@slow.example']);
    clock = 5000;
    end();
    const another = lanes.begin(['b@slow.example']);
    expect(lanes.full(['c@slow.example'])).toBe(true);
    clock = 7000;
    another();
    clock = 66_000;
    lanes.begin(['b@slow.example']);
    expect(lanes.full(['c@slow.example'])).toBe(false);
  });
});
