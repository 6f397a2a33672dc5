"""The core of Kładka: seven floors without a business word; each uses only those below it."""
