//go:build tools

// Package local-path pins the programs of this image; they are built by import path, nothing here is compiled.
package localpath

import (
	_ "github.com/rancher/local-path-provisioner"
)
