"""The administrator looks instead of reading: what is kept, as pages in a browser on the same machine.

Datasette shows a snapshot, made of the records and the published documents and held in memory alone; it is
made anew when either has changed (site.py). Tables of the database itself are never shown: their columns hold
codes and accounts, and a page of a table shows all of its columns. What a page may show is what its builder
puts into it (reports.py, absent.py, questions.py, documents.py, trail.py) under the headings of pages.yml.
Nothing of it ever lies on the disk, so nothing is left behind, however the process ends.

    records, documents → pages and charts (view.py) → tables (tables.py) → Datasette (site.py) ← door.py
"""
