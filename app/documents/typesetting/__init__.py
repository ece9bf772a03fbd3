"""The rendering room: a neutral tree in, PDF, DOCX, HTML or Markdown out."""
