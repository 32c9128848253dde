package options

import (
	"fmt"
	"strconv"
	"time"
)

// without effect here: what they ask for is done anyway, or belongs to a cache or a protocol that is not used.
var without = map[string]bool{"defaults": true, "allow_other": true, "auto": true, "noauto": true, "_netdev": true,
	"nofail": true, "user": true, "nouser": true, "async": true, "nolock": true, "fg": true, "cto": true, "ac": true,
	"tcp": true, "intr": true, "nointr": true, "rdirplus": true, "nordirplus": true, "acl": true, "noacl": true,
	"resvport": true, "noresvport": true, "sharecache": true, "nosharecache": true, "retry": true, "nconnect": true,
	"addr": true, "clientaddr": true, "mountaddr": true, "mountvers": true, "mounthost": true, "acdirmin": true,
	"acdirmax": true, "acregmax": true, "namlen": true, "bsize": true, "lookupcache": true, "fsc": true, "nofsc": true,
	"x-systemd.automount": true, "migration": true, "nomigration": true, "dirsync": true, "iversion": true}

// set takes one option. It returns whether it knows it.
func (o *Options) set(name, value string) (known bool, err error) {
	if flag, found := flags[name]; found {
		o.Flags |= flag
		return true, nil
	}
	if flag, found := opposites[name]; found {
		o.Flags &^= flag
		return true, nil
	}
	if change, found := o.switches()[name]; found {
		change()
		return true, nil
	}
	if read, found := o.valued()[name]; found {
		return true, read(value)
	}
	return without[name], nil
}

func (o *Options) switches() map[string]func() {
	return map[string]func(){
		"ro":          func() { o.ReadOnly = true },
		"rw":          func() { o.ReadOnly = false },
		"sync":        func() { o.Sync = true },
		"soft":        func() { o.Soft = true },
		"softerr":     func() { o.Soft = true },
		"softreval":   func() {},
		"nosoftreval": func() {},
		"hard":        func() { o.Soft = false },
		"noac":        func() { o.Attributes, o.Sync = 0, true },
		"lock":        func() { o.note("locks exclude on this node only, as with local_lock=all") },
		"nocto":       func() { o.note("close-to-open consistency is always kept") },
		"bg":          func() { o.note("mounting never goes on in the background") },
	}
}

func (o *Options) valued() map[string]func(string) error {
	return map[string]func(string) error{
		"vers":       o.setVersion,
		"nfsvers":    o.setVersion,
		"proto":      requireTCP,
		"mountproto": requireTCP,
		"sec":        requireSys,
		"port":       number(0, 65535, func(n int) { o.Port = n }),
		"mountport":  number(0, 65535, func(n int) { o.MountPort = n }),
		// Tenths of a second, as in nfs(5).
		"timeo":    number(1, 6000, func(n int) { o.Timeout = time.Duration(n) * 100 * time.Millisecond }),
		"retrans":  number(0, 1000, func(n int) { o.Retrans = n }),
		"rsize":    number(1024, 1<<30, func(n int) { o.ReadSize = uint32(min(n, largestTransfer)) &^ 1023 }),
		"wsize":    number(1024, 1<<30, func(n int) { o.WriteSize = uint32(min(n, largestTransfer)) &^ 1023 }),
		"actimeo":  number(0, 3600, o.setAttributes),
		"acregmin": number(0, 3600, o.setAttributes),
		"local_lock": func(value string) error {
			if value == "none" {
				o.note("locks exclude on this node only, as with local_lock=all")
			}
			return nil
		},
	}
}

func (o *Options) setVersion(value string) error {
	switch value {
	case "3":
		return nil
	case "4", "4.0", "4.1", "4.2":
		o.note(fmt.Sprintf("version %s was asked for; version 3 is spoken", value))
		return nil
	}
	return fmt.Errorf("this client speaks version 3 and serves 4, 4.0, 4.1 and 4.2 with it")
}

// setAttributes keeps to the default at most: attributes of this kernel's own changes are exact, others' are not.
func (o *Options) setAttributes(seconds int) {
	o.Attributes = min(time.Duration(seconds)*time.Second, defaultAttributes)
}

func (o *Options) note(text string) { o.Notes = append(o.Notes, text) }

func requireTCP(value string) error {
	if value != "tcp" && value != "tcp6" {
		return fmt.Errorf("this client speaks TCP only")
	}
	return nil
}

func requireSys(value string) error {
	if value != "sys" {
		return fmt.Errorf("this client authenticates with sys only")
	}
	return nil
}

func number(least, most int, use func(int)) func(string) error {
	return func(value string) error {
		n, err := strconv.Atoi(value)
		if err != nil || n < least || n > most {
			return fmt.Errorf("expected a number from %d to %d", least, most)
		}
		use(n)
		return nil
	}
}
