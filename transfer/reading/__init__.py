"""How the columns of a file become events: encodings, delimiters, money and dates as people write them.

dialect     encoding and delimiter of a text file, found out from its beginning
records     the rows of CSV, NDJSON and Parquet with their cells, in bounded memory
amounts     `49.90` and `1.234,56` in minor units
moments     dates as other systems write them
rule        which column is which field; makes the events of a record
presets     the exports of other systems, one declaration each
"""
