"""上岸 Shang'an, an open JSON REST API for people whose new repayment plan was refused.

A folder is a subject; six file names do I/O or contract, always the same:
`router schemas service repository models errors`.
Any other file in a subject folder is pure: values in, values out.
Numbers of law, categories, checklists and texts are never in Python: they are in `app/data/`.
"""
