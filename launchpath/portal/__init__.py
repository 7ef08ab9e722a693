"""The catalog for people, in a browser: pages made on the server. It calls perform() and nothing below it."""
