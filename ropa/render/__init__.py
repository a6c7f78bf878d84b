"""What people read: records as pages, Markdown and JSON, and the page that opens on the completeness matrix."""
