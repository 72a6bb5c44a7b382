"""The places of neurons, the routes of edges, and the places of edge labels."""
