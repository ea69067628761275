/** A value at a time. */
export type Sample = readonly [time: number, value: number];

/** The slope of the line of least squares through samples. */
export function slopeOf(samples: readonly Sample[]): number {
  const mean = (part: 0 | 1) =>
    samples.reduce((sum, sample) => sum + sample[part], 0) / samples.length;
  const [time, value] = [mean(0), mean(1)];
  let [covariance, variance] = [0, 0];
  for (const sample of samples) {
    covariance += (sample[0] - time) * (sample[1] - value);
    variance += (sample[0] - time) ** 2;
  }
  return covariance / variance;
}
