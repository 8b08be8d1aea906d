-- Posts one realistic beacon a request, each with its own event id and one of 5,000 visitors; prints JSON at the end.
local site = os.getenv("PRM_BENCH_SITE")
local started_ms = os.time() * 1000
local sent = 0

local head = '{"type":"click","event_id":"'
local rest = '","site":"' .. site .. '","visitor_id":"'
local tail = '","ref":"alice","sub_id":"newsletter-17",'
  .. '"url":"https://shop.example/products/42?ref=alice&utm_source=newsletter&utm_medium=email&utm_campaign=spring",'
  .. '"referrer":"https://mail.example/inbox","consent":"full","timestamp":'

wrk.method = "POST"
wrk.headers["Content-Type"] = "text/plain;charset=UTF-8"
wrk.headers["Origin"] = "https://shop.example"
wrk.headers["Referer"] = "https://shop.example/products/42"
wrk.headers["User-Agent"] =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
wrk.headers["Accept"] = "*/*"
wrk.headers["Accept-Language"] = "en-GB,en;q=0.9"
wrk.headers["Accept-Encoding"] = "gzip, deflate, br"

function init()
  math.randomseed(os.time() + math.floor(os.clock() * 1e6))
end

function request()
  sent = sent + 1
  local now_ms = started_ms + math.floor(sent / 20)
  local event_id = string.format("%08x-%04x-7%03x-8%03x-%04x%08x", math.floor(now_ms / 65536), now_ms % 65536,
    sent % 4096, math.random(0, 4095), math.random(0, 65535), math.random(0, 2147483647))
  local body = head .. event_id .. rest .. "0190f3c2-7a3b-7cc1-9d2e-" .. string.format("%012x", math.random(1, 5000))
    .. tail .. now_ms .. ',"sent_at":' .. now_ms .. "}"
  return wrk.format(nil, "/e", nil, body)
end

local pause_ms = tonumber(os.getenv("PRM_BENCH_PAUSE_MS") or "0")
if pause_ms > 0 then
  -- Of exponential length, as if independent browsers sent.
  function delay()
    return math.floor(-math.log(1 - math.random()) * pause_ms + 0.5)
  end
end

function done(summary, latency)
  io.write(string.format('{"requests":%d,"seconds":%.4f,"bad":%d,"p50_ms":%.3f,"p99_ms":%.3f}\n',
    summary.requests, summary.duration / 1e6,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
