"""Starts the processes of one machine, restarts those that crash and stops them in order.

machine              `prm up`: locks the directory, prepares the stores, starts everything, waits, supervises
machine_settings     the settings of tracker and console together
data_lock            one supervisor per data directory
sockets, addresses   ports opened before anything starts; where the running processes answer
process_specs        which processes there are, with their commands
child_process, process_group   one child and all of them: start, restart with backoff, stop in order
life_watch           the signs of life of a child
stop_signal, readiness         Ctrl-C and SIGHUP as states; waiting for `/health/ready`
redis_server, redis_client     the embedded Redis; a connection for one command
lost_warehouse       a new data directory beside a registry server that is in use
warehouse_access     the warehouse for one command, also while another process owns it
ingest_process, worker_process, console_process, demo_shop   what a process runs until it is stopped
demo_history         the past of the demo, made while everything runs already
loops, web_server    the threads of ingest and worker; the web server of console and shop
store_migration, registry_migration   warehouse and registry brought to this version's schema
diagnosis, registry_diagnosis, mail_diagnosis, key_description   the checks of `prm doctor`
start_message        what is printed once everything runs
systemd, socket_activation     the same for systemd; sockets that it opened
"""
