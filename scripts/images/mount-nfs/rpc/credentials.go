package rpc

import (
	"os"

	"stateproof.dev/images/mount-nfs/xdr"
)

const (
	authNone = 0
	authSys  = 1
	// RFC 5531, appendix A: no more groups fit.
	maxGroups = 16
)

// Credentials say on whose behalf a call is made (AUTH_SYS, RFC 5531 appendix A).
type Credentials struct {
	UID, GID uint32
	Groups   []uint32
}

var machine, _ = os.Hostname()

// encode writes credentials and the empty verifier that goes with them.
func (c Credentials) encode(encoder *xdr.Encoder) {
	var body xdr.Encoder
	body.Uint32(0).String(machine).Uint32(c.UID).Uint32(c.GID)
	groups := c.Groups[:min(len(c.Groups), maxGroups)]
	body.Uint32(uint32(len(groups)))
	for _, group := range groups {
		body.Uint32(group)
	}
	encoder.Uint32(authSys).Opaque(body.Bytes()).Uint32(authNone).Uint32(0)
}
