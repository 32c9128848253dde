module stateproof.dev/images/network

go 1.26.0
