"""All outgoing mail: what waits is stored in the registry's database, and sent by `prm worker`.

- ``outbox``: puts mail into the table, takes what is due, notes how it ended
- ``links``: the links that mail carries, made when it is sent
- ``mails``: what a row of the table says, by its kind; ``texts``: the sentences
- ``appearance``: the same as HTML, with the site's logo and colour
- ``message``: one mail as RFC 5322 has it; ``smtp``: hands it to the mail server
- ``schedule``: sends until the process stops

A link's token is made when its mail is sent, so it stands in the mail and nowhere else: not in the table, in no backup
and in no log. Whoever can read the database opens nothing by it; and whoever opens such a link has the mailbox, which
nobody of the team could read the link in.
"""
