// The months of the events as bars of a histogram.

const MOST_MONTHS = 84;

/**
 * Bars over the whole time, empty ones included: months, or years where there would be too many months.
 * A few old dates (a founding in 1921 in news of today) do not stretch the axis: what lies before the main part is one
 * bar in front.
 *
 * @param months [[month number, count], …] ascending; a month number is year × 12 + month − 1
 * @returns array of {from, to, count} in month numbers
 */
export function histogram(months) {
  if (!months.length) return [];
  const last = months[months.length - 1][0];
  const first = mainStart(months);
  const width = last - first + 1 > MOST_MONTHS ? 12 : 1;
  const start = width === 12 ? first - (first % 12) : first;
  const early = months.filter(([month]) => month < start);
  const late = months.filter(([month]) => month >= start);
  const bars = [];
  for (let from = start; from <= last; from += width) bars.push({ from, to: from + width - 1, count: 0 });
  for (const [month, count] of late) bars[Math.floor((month - start) / width)].count += count;
  if (early.length) {
    const count = early.reduce((sum, [, some]) => sum + some, 0);
    bars.unshift({ from: early[0][0], to: start - 1, count });
  }
  return bars;
}

function mainStart(months) {
  const total = months.reduce((sum, [, count]) => sum + count, 0);
  const last = months[months.length - 1][0];
  if (last - months[0][0] < MOST_MONTHS) return months[0][0];
  let passed = 0;
  for (const [month, count] of months) {
    if (passed + count > total * 0.03) return month;
    passed += count;
  }
  return months[0][0];
}

/** "2025-07", or "2025" for a whole year, or "1921–2019" for longer. */
export function barLabel(bar) {
  const year = Math.floor(bar.from / 12);
  if (bar.to === bar.from) return `${year}-${String((bar.from % 12) + 1).padStart(2, "0")}`;
  const end = Math.floor(bar.to / 12);
  return year === end ? `${year}` : `${year}–${end}`;
}

/** The next window of a film over the bars: as wide as the present one, one bar on; null after the last. */
export function nextWindow(window, count) {
  const [first, last] = window;
  return last + 1 < count ? [first + 1, last + 1] : null;
}
