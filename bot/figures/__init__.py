"""The figures of a period: its roll-up, and what is made of it (a message, tables, files, pictures).

rollup → digest · tables (details) → workbook, CSV · photobook · charts. `export` makes the files, `proof`
reads them back; `chat` is what the conversation asks for.
"""
