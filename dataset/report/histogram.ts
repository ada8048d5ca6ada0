import { html } from "hono/html";
import { binText, type Plot } from "./plot";
import { count, countOf, share } from "./numbers";

export type Html = ReturnType<typeof html>;

/** One histogram of a plot. */
export interface Panel {
  readonly plot: Plot;
  /** Which of the plot's histograms. */
  readonly at: number;
  readonly tone: string;
  /** What it shows, for those who cannot see it. */
  readonly text: string;
  /** What is counted along the axis, such as `tokens`. */
  readonly unit: string;
}

const height = 190;
const head = 22;
const axis = head + height;

/**
 * A histogram as SVG that grows with its column: places are per cent of the width, texts keep their size. Colours come
 * from the page's style.
 */
export function histogram(panel: Panel): Html {
  const { plot, text } = panel;
  return html`<svg class="plot" role="img" width="100%" height="${axis + 42}" aria-label="${text}">
    ${beyondMark(plot)} ${plot.yTicks.map((tick) => gridLine(tick, plot.top))} ${bars(panel)}
    <line class="axis" x1="0" x2="100%" y1="${axis}" y2="${axis}"></line>
    ${plot.xLabels.map(
      ({ at, text: label }, index) =>
        html`<text class="tick ${index % 2 === 1 ? "odd" : ""}" x="${percent(at)}" y="${axis + 16}">
          ${label}
        </text>`,
    )}
    <text class="unit" x="100%" y="${axis + 36}">${panel.unit}</text>
    ${markLine(plot)}
  </svg>`;
}

function gridLine(tick: number, top: number): Html {
  const y = axis - (height * tick) / top;
  return html`<line class="grid" x1="0" x2="100%" y1="${y}" y2="${y}"></line>
    <text class="share" x="-8" y="${y + 4}">${share(tick, 1)}</text>`;
}

function bars({ plot, at, tone, unit }: Panel): Html[] {
  const { bins, totals, x, top, mark, open } = plot;
  const total = totals[at] ?? 0;
  return bins.flatMap((bin, index) => {
    const rows = bin.counts[at] ?? 0;
    if (rows === 0) return [];
    const [left, right] = [x(bin.from), x(bin.to)];
    const gap = Math.min(0.06 * (right - left), 0.25);
    // One long row of 200,000 has to be seen, too.
    const tall = Math.max(2, (height * rows) / total / top);
    const isOver = mark !== undefined && bin.from >= mark.value;
    const name = binText(bin, open && index === bins.length - 1);
    return html`<rect
      class="bar ${isOver ? "over" : tone}"
      x="${percent(left + gap)}"
      width="${percent(right - left - 2 * gap)}"
      y="${axis - tall}"
      height="${tall}"
      rx="1.5"
    >
      <title>${name} ${unit}: ${countOf(rows, "row")}, ${share(rows, total)}</title>
    </rect>`;
  });
}

function beyondMark({ mark, x }: Plot): Html | undefined {
  if (mark?.inside !== true) return undefined;
  const left = x(mark.value);
  return html`<rect
    class="beyond"
    x="${percent(left)}"
    width="${percent(100 - left)}"
    y="${head}"
    height="${height}"
  ></rect>`;
}

function markLine({ mark, x }: Plot): Html | undefined {
  if (mark === undefined) return undefined;
  const label = `context ${count(mark.value)}`;
  if (!mark.inside) return html`<text class="mark end" x="100%" y="12">${label} →</text>`;
  const left = x(mark.value);
  return html`<line
      class="mark"
      x1="${percent(left)}"
      x2="${percent(left)}"
      y1="${head - 6}"
      y2="${axis}"
    ></line>
    <text class="mark ${left > 80 ? "end" : left < 20 ? "" : "middle"}" x="${percent(left)}" y="12">
      ${label}
    </text>`;
}

function percent(value: number): string {
  return `${Number(value.toFixed(3))}%`;
}
