#!/bin/sh
# Installs the browsers and servers that the tests drive, by Debian's packages, and says so.
# Without apt-get or the right to use it nothing is installed: tests of what is absent are skipped on a laptop
# and fail in CI.
set -eu

wanted=""
want() { command -v "$1" >/dev/null 2>&1 || wanted="$wanted $2"; }

want chromium chromium
want chromedriver chromium-driver
want firefox-esr firefox-esr
want WebKitWebDriver webkit2gtk-driver
want Xvfb xvfb
want wrk wrk
want nginx nginx
want caddy caddy
want systemd-analyze systemd
# The whole server lies in them, too; no package that starts one of its own or puts another before that of `prm up`.
want redis-check-rdb redis-tools
[ -n "$(ls -d /usr/lib/postgresql/*/bin/postgres 2>/dev/null)" ] || wanted="$wanted postgresql"
[ -f /usr/share/tor/geoip ] || wanted="$wanted tor-geoipdb"

[ -n "$wanted" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
    echo "not installed:$wanted (no apt-get here); their tests are skipped unless CI is set"
    exit 0
fi
if [ "$(id -u)" -eq 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo"; else
    echo "not installed:$wanted (needs root); run: sudo apt-get install$wanted"
    exit 0
fi
echo "installing by apt-get:$wanted"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
$as_root apt-get install -y -qq --no-install-recommends $wanted >/dev/null
