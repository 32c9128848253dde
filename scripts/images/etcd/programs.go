//go:build tools

// Package etcd pins the programs of this image; they are built by import path, nothing here is compiled.
package etcd

import (
	_ "go.etcd.io/etcd/etcdctl/v3"
	_ "go.etcd.io/etcd/server/v3"
)
