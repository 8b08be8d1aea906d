"""What people read, in their language: English, Polish, Russian.

- ``language``: the languages, and which of them somebody reads
- ``sentence``: a text of ours with its values, written once its reader is known
- ``texts``: one language's texts, plural forms, days and numbers; ``catalogues``: where they are read from
- ``browser_texts``: those that the pages' scripts need, as one script;
- ``extraction``, ``word_lists``: `make texts` collects every text of the code into the catalogues
- ``locales/``: the catalogues, in gettext's format; English texts are the keys
"""
