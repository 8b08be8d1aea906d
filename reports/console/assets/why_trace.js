// The trace of one conversion as text and tables.
export function drawTrace(trace, tz) {
  return [JSON.stringify(trace), tz]
}
