"""What a partner gets in writing each month: pure functions from frozen values to bytes that never change.

- ``statement``: opening, lines, closing, the head of the chain; ``lines``: made of the entries of a partner's chain
- ``wording``: the words of statements and invoices
- ``pdf``, ``tables`` (CSV), ``workbook`` (XLSX): the files; ``fonts``: the one of the PDF
- ``self_billing``: the fields of an invoice that the site makes out in the partner's name
"""
