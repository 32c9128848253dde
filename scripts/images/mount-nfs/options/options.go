// Package options reads what mount(8) calls a mount helper with, and the options of nfs(5).
//
// It knows nothing of how they are carried out.
package options

import (
	"fmt"
	"strings"
	"syscall"
	"time"
)

// Options of one mount.
type Options struct {
	Host, Path, Directory string
	ReadOnly              bool
	// Sync writes reach the disk before write(2) returns.
	Sync       bool
	Soft       bool
	Timeout    time.Duration
	Retrans    int
	ReadSize   uint32
	WriteSize  uint32
	Port       int
	MountPort  int
	Attributes time.Duration
	// Flags for mount(2): nosuid, noexec and the like.
	Flags uintptr
	// Notes are what was asked for and is served differently; they go to the log.
	Notes []string
	// Pretend: everything but the mount itself (mount -f).
	Pretend bool
}

// The defaults of nfs(5) for TCP, but for attributes: one second, so that what another node changed is seen soon.
const (
	defaultTimeout    = 60 * time.Second
	defaultRetrans    = 2
	defaultAttributes = time.Second
	// largestTransfer is what one FUSE request carries at most.
	largestTransfer = 1 << 20
)

// Usage is how the program is called.
const Usage = "mount.nfs SERVER:/PATH DIRECTORY [-fnrsvw] [-o OPTIONS]"

// Parse reads the arguments that mount(8) gives: `server:/path directory [-sfnv] [-o options]`.
// Errors are one sentence each that names the argument.
func Parse(arguments []string) (Options, error) {
	o := Options{Timeout: defaultTimeout, Retrans: defaultRetrans, Attributes: defaultAttributes,
		ReadSize: largestTransfer, WriteSize: largestTransfer}
	var words, lists []string
	sloppy := false
	for i := 0; i < len(arguments); i++ {
		switch argument := arguments[i]; {
		case (argument == "-o" || argument == "-t" || argument == "-N") && i+1 < len(arguments):
			i++
			if argument == "-o" {
				lists = append(lists, arguments[i])
			}
		case strings.HasPrefix(argument, "-") && strings.Trim(argument[1:], "fnrsvw") == "" && argument != "-":
			o.Pretend = o.Pretend || strings.Contains(argument, "f")
			o.ReadOnly = o.ReadOnly || strings.Contains(argument, "r")
			sloppy = sloppy || strings.Contains(argument, "s")
		case strings.HasPrefix(argument, "-"):
			return o, fmt.Errorf("unknown argument %q; usage: %s", argument, Usage)
		default:
			words = append(words, argument)
		}
	}
	if len(words) != 2 {
		return o, fmt.Errorf("expected a source and a directory, got %d words; usage: %s", len(words), Usage)
	}
	o.Directory = words[1]
	if err := o.setSource(words[0]); err != nil {
		return o, err
	}
	return o, o.setAll(strings.Split(strings.Join(lists, ","), ","), sloppy)
}

// setSource splits `server:/path`; an IPv6 address stands in brackets.
func (o *Options) setSource(source string) error {
	split := strings.Index(source, ":/")
	if split <= 0 {
		return fmt.Errorf("the source %q is not of the form server:/path", source)
	}
	o.Host, o.Path = strings.Trim(source[:split], "[]"), source[split+1:]
	return nil
}

func (o *Options) setAll(list []string, sloppy bool) error {
	for _, option := range list {
		if option == "" {
			continue
		}
		name, value, _ := strings.Cut(option, "=")
		known, err := o.set(name, value)
		if err != nil {
			return fmt.Errorf("option %q: %w", option, err)
		}
		if !known && !sloppy {
			return fmt.Errorf("option %q is unknown", option)
		}
	}
	return nil
}

// flags of mount(2) by their option, and by the option that takes them back.
var flags = map[string]uintptr{"nosuid": syscall.MS_NOSUID, "nodev": syscall.MS_NODEV, "noexec": syscall.MS_NOEXEC,
	"noatime": syscall.MS_NOATIME, "nodiratime": syscall.MS_NODIRATIME, "relatime": syscall.MS_RELATIME,
	"strictatime": syscall.MS_STRICTATIME}

var opposites = map[string]uintptr{"suid": syscall.MS_NOSUID, "dev": syscall.MS_NODEV, "exec": syscall.MS_NOEXEC,
	"atime": syscall.MS_NOATIME, "diratime": syscall.MS_NODIRATIME, "norelatime": syscall.MS_RELATIME,
	"nostrictatime": syscall.MS_STRICTATIME}
