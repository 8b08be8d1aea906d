"""Access logs of web servers and proxies: from lines of any known format to events.

formats         the formats by name; chooses one by the first lines
text_lines      nginx, Apache, Traefik, load balancers of AWS, HAProxy
log_pattern     a format of one's own: the string of nginx's log_format or Apache's LogFormat
json_lines      Caddy, Traefik, Cloudflare and nginx in JSON, by a table of keys
w3c_lines       IIS and CloudFront
request         what all of them become: one logged request; times parses its time
skip_rules      which requests are no visit of a page
visits          recent visitors: one visit is one click
log_events      events with ids that are the same at every replay
log_files       lines of a plain or compressed file
"""
