-- Posts ready-made batches, one after another, the lines of the file PRM_BENCH_BATCHES; prints JSON at the end.
local bodies = {}
local sent = 0

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer " .. os.getenv("PRM_BENCH_KEY")

function init()
  for line in io.lines(os.getenv("PRM_BENCH_BATCHES")) do
    bodies[#bodies + 1] = wrk.format(nil, "/v1/events", nil, line)
  end
end

function request()
  sent = sent + 1
  return bodies[sent % #bodies + 1]
end

function done(summary, latency)
  io.write(string.format('{"requests":%d,"seconds":%.4f,"bad":%d,"p50_ms":%.3f,"p99_ms":%.3f}\n',
    summary.requests, summary.duration / 1e6,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
