"""Playing a scenario: dated commands sent through the gateway as real HTTP, and expectations checked on the way."""
