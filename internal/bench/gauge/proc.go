package gauge

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// Usage is what a process used. Known is false where the system does not tell (no /proc).
type Usage struct {
	CPU     time.Duration // user and system time
	Written int64         // bytes sent to the disk
	Known   bool
}

// tick is the unit of processor times in /proc: the kernel shows 1/100 s on every architecture.
const tick = 10 * time.Millisecond

// ProcessUsage reads what a process used since its start.
func ProcessUsage(pid int) Usage {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return Usage{}
	}
	cpu, ok := parseStat(string(stat))
	if !ok {
		return Usage{}
	}
	u := Usage{CPU: cpu, Known: true}
	if io, err := os.ReadFile(fmt.Sprintf("/proc/%d/io", pid)); err == nil {
		u.Written = labelled(string(io), "write_bytes:")
	}
	return u
}

// FamilyUsage is what a process, its children and the children that have ended used: a database server with its sessions.
func FamilyUsage(pid int) Usage {
	u := ProcessUsage(pid)
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if !u.Known || err != nil {
		return Usage{}
	}
	if at := strings.LastIndexByte(string(stat), ')'); at >= 0 {
		if f := strings.Fields(string(stat[at+1:])); len(f) > 14 {
			for _, ended := range f[13:15] {
				n, _ := strconv.ParseInt(ended, 10, 64)
				u.CPU += time.Duration(n) * tick
			}
		}
	}
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%[1]d/children", pid))
	if err != nil {
		return Usage{}
	}
	for _, c := range strings.Fields(string(children)) {
		if child, err := strconv.Atoi(c); err == nil {
			of := ProcessUsage(child)
			u.CPU, u.Written = u.CPU+of.CPU, u.Written+of.Written
		}
	}
	return u
}

// Parent returns the parent of a process of this machine by the same name as wanted, 0 when it is not known.
func Parent(pid int, name string) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil || !strings.HasPrefix(string(status), "Name:\t"+name) {
		return 0
	}
	return int(labelled(string(status), "PPid:"))
}

// parseStat adds up user and system time. The command's name may hold blanks and brackets, so the fields count from its last bracket.
func parseStat(s string) (time.Duration, bool) {
	at := strings.LastIndexByte(s, ')')
	if at < 0 {
		return 0, false
	}
	f := strings.Fields(s[at+1:])
	if len(f) < 13 {
		return 0, false
	}
	user, err1 := strconv.ParseInt(f[11], 10, 64)
	system, err2 := strconv.ParseInt(f[12], 10, 64)
	return time.Duration(user+system) * tick, err1 == nil && err2 == nil
}

// labelled returns the number behind a label at the start of a line, 0 when there is none.
func labelled(s, label string) int64 {
	for line := range strings.Lines(s) {
		if rest, ok := strings.CutPrefix(line, label); ok {
			if f := strings.Fields(rest); len(f) > 0 {
				n, _ := strconv.ParseInt(f[0], 10, 64)
				return n
			}
		}
	}
	return 0
}

// Memory is the memory of a process in bytes: all that is resident, and its share when pages shared with others are split.
type Memory struct {
	RSS int64 `json:"rss"`
	PSS int64 `json:"pss"`
}

// ProcessMemory reads the memory of a process. The error says that the system does not tell.
func ProcessMemory(pid int) (Memory, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return Memory{}, err
	}
	return Memory{RSS: labelled(string(b), "Rss:") << 10, PSS: labelled(string(b), "Pss:") << 10}, nil
}

// Sight is the state of the machine at one moment.
type Sight struct {
	server, store, self Usage
	busy, total         time.Duration
}

// Watch looks at this process, a server and the first process of a database server, 0 for none, and at the machine.
func Watch(pid, store int) Sight {
	s := Sight{self: ProcessUsage(os.Getpid())}
	if pid != 0 && pid != os.Getpid() {
		s.server = ProcessUsage(pid)
	}
	if store != 0 {
		s.store = FamilyUsage(store)
	}
	if f, err := os.Open("/proc/stat"); err == nil {
		defer func() { _ = f.Close() }()
		if line, err := bufio.NewReader(f).ReadString('\n'); err == nil {
			s.busy, s.total = parseMachine(line)
		}
	}
	return s
}

// parseMachine reads the first line of /proc/stat: busy is everything but idle and waiting for the disk.
func parseMachine(line string) (busy, total time.Duration) {
	f := strings.Fields(line)
	if len(f) < 9 || f[0] != "cpu" {
		return 0, 0
	}
	for i, s := range f[1:9] { // guest times are contained in user time
		n, _ := strconv.ParseInt(s, 10, 64)
		total += time.Duration(n) * tick
		if i != 3 && i != 4 {
			busy += time.Duration(n) * tick
		}
	}
	return busy, total
}

func (u Usage) since(before Usage) Usage {
	return Usage{CPU: u.CPU - before.CPU, Written: u.Written - before.Written, Known: u.Known && before.Known}
}

// Since returns what the server and its database used, and which share of the machine neither they nor this process used; negative
// when unknown.
func (s Sight) Since(before Sight) (server, store Usage, foreign float64) {
	server, store = s.server.since(before.server), s.store.since(before.store)
	total := s.total - before.total
	if total <= 0 || !s.self.Known {
		return server, store, -1
	}
	others := s.busy - before.busy - (s.self.CPU - before.self.CPU) - server.CPU - store.CPU
	return server, store, max(0, float64(others)/float64(total))
}

// Machine names what the figures were taken on.
type Machine struct {
	Cores  int    `json:"cores"`
	CPU    string `json:"cpu"`
	Memory int64  `json:"memory_bytes"`
	Kernel string `json:"kernel"`
	OS     string `json:"os"`
	Go     string `json:"go"`
}

// ThisMachine describes the machine as far as it tells.
func ThisMachine() Machine {
	m := Machine{Cores: runtime.NumCPU(), OS: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version()}
	if b, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(b)) {
			if k, v, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(k) == "model name" {
				m.CPU = strings.TrimSpace(v)
				break
			}
		}
	}
	if b, err := os.ReadFile("/proc/meminfo"); err == nil {
		m.Memory = labelled(string(b), "MemTotal:") << 10
	}
	if b, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		m.Kernel = strings.TrimSpace(string(b))
	}
	return m
}

// String is the machine in one line.
func (m Machine) String() string {
	return fmt.Sprintf("%d cores, %s, %.0f GiB RAM, %s %s, %s", m.Cores, m.CPU, float64(m.Memory)/(1<<30), m.OS, m.Kernel, m.Go)
}
