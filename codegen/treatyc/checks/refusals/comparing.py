"""What is refused when two schemas are to be compared.

# not-comparable
Two paths that do not stand for two schemas of one format, or for two folders of schemas.

## Why
A comparison has a writer and a reader. The formats have no common messages, and a folder is compared with a folder,
each schema with its namesake. A format is known by the ending of a file's name: `.proto`, `.avsc` or `.schema.json`.
"""

PAGES = __doc__
