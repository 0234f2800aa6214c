import { useState } from 'preact/hooks';
import { useAccountName } from '../../api/account-choices.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { type FlowNode, flowLayout, type PairFlow, type Ribbon } from './flow-layout.ts';

const bar = 10;
const wide = 960;
const narrow = 340;

/** Sources left, targets right, ribbons by quantity; a ribbon that is pointed at or focused names both and the sum. */
export function FlowMap({ pairs }: { pairs: readonly PairFlow[] }) {
  const [marked, setMarked] = useState<Ribbon>();
  const width = innerWidth <= 640 ? narrow : wide;
  const { nodes, ribbons, height } = flowLayout(pairs, width === narrow ? 44 : undefined);
  const isMarked = (one: Ribbon) => marked?.source === one.source && marked.target === one.target;
  return (
    <figure class="flow-map card">
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing has no fieldset */}
      <svg viewBox={`0 0 ${width} ${height + 2}`} role="group" aria-label={t.map.title}>
        <g>
          {ribbons.map((ribbon) => (
            <RibbonShape
              key={`${ribbon.source} ${ribbon.target}`}
              ribbon={ribbon}
              width={width}
              look={marked === undefined ? '' : isMarked(ribbon) ? 'marked' : 'aside'}
              onMark={setMarked}
            />
          ))}
        </g>
        {nodes.map((node) => (
          <NodeShape key={`${node.side} ${node.accountId}`} node={node} width={width} />
        ))}
      </svg>
      <figcaption aria-live="polite">{marked ? <Words ribbon={marked} /> : t.map.hint}</figcaption>
    </figure>
  );
}

interface RibbonShapeProps {
  readonly ribbon: Ribbon;
  readonly width: number;
  readonly look: string;
  readonly onMark: (ribbon: Ribbon | undefined) => void;
}

function RibbonShape({ ribbon, width, look, onMark }: RibbonShapeProps) {
  const { from, to, thickness } = ribbon;
  const [left, right, middle] = [bar, width - bar, width / 2];
  const mark = () => onMark(ribbon);
  const unmark = () => onMark(undefined);
  return (
    <a
      class={`ribbon ${look}`}
      href={`/transfers?account=${encodeURIComponent(ribbon.source)}`}
      aria-label={useWords(ribbon)}
      onMouseEnter={mark}
      onMouseLeave={unmark}
      onFocus={mark}
      onBlur={unmark}
    >
      <path d={`M${left} ${from} C${middle} ${from} ${middle} ${to} ${right} ${to}`} stroke-width={thickness} />
    </a>
  );
}

function Words({ ribbon }: { ribbon: Ribbon }) {
  return <>{useWords(ribbon)}</>;
}

function useWords({ source, target, quantity, count }: PairFlow): string {
  const [from, to] = [useAccountName(source), useAccountName(target)];
  return t.map.flow(format.count(quantity), from, to, count);
}

function NodeShape({ node, width }: { node: FlowNode; width: number }) {
  const { accountId, side, y, height, quantity } = node;
  const name = useAccountName(accountId);
  const isLeft = side === 'source';
  // On a phone the names of both sides stand at different heights, since each takes the whole width.
  const middle = width !== narrow ? y + height / 2 + 5 : isLeft ? y + 16 : y + height - 6;
  const most = width === narrow ? 34 : 40;
  const short = name.length > most ? `${name.slice(0, most - 1)}…` : name;
  return (
    <a href={`/organizations/${encodeURIComponent(accountId)}`} class="flow-node">
      <title>{name}</title>
      <rect x={isLeft ? 0 : width - bar} y={y} width={bar} height={height} rx="2" />
      <text x={isLeft ? bar + 8 : width - bar - 8} y={middle} text-anchor={isLeft ? 'start' : 'end'}>
        {short} <tspan class="flow-sum">{format.count(quantity)}</tspan>
      </text>
    </a>
  );
}
