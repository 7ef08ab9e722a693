"""What each page shows: one module for each part of the portal."""
