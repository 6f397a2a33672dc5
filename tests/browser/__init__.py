"""The pages in a real browser, Debian's Chromium, before a whole installation with a small project played through it."""
