package match

import (
	"fmt"
	"slices"
	"strings"
)

// Verdict is what to do with a report.
type Verdict string

// The verdicts. Nothing is ever overwritten on Review: a person decides.
const (
	Same   Verdict = "same"   // update the device
	Review Verdict = "review" // perhaps the device: ask
	New    Verdict = "new"    // no known device is like it
)

// Candidate is a known device, with its keys as Keys would give them; scores are not needed.
type Candidate struct {
	ID   string
	Keys []Key
}

// Decision is the outcome of Find. Candidate is the ID of the best one, empty when the verdict is New.
type Decision struct {
	Verdict   Verdict
	Candidate string
	Score     int
	Why       []string // sentences for the person who reviews, the decisive one first
}

// contradiction is taken off the score when a hardware UUID or a serial is known on both sides and differs: the mark of a cloned
// disk, whose agent id came along.
const contradiction = 40

// Find says whether a report, by its keys, is about one of the candidates. It is Same only when exactly one candidate reaches SameAt.
func Find(keys []Key, candidates []Candidate) Decision {
	best, rivals := Decision{Verdict: New, Why: []string{"No known device shares a key with it."}}, 0
	agreed := false
	for _, c := range candidates {
		score, why := compareKeys(keys, c.Keys)
		if len(why) == 0 {
			continue
		}
		if score >= SameAt {
			rivals++
		}
		if !agreed || score > best.Score {
			best = Decision{Verdict: Review, Candidate: c.ID, Score: score, Why: why}
		}
		agreed = true
	}
	switch {
	case rivals == 1:
		best.Verdict = Same
	case rivals > 1:
		best.Why = append([]string{fmt.Sprintf("%d known devices fit equally well or nearly so.", rivals)}, best.Why...)
	case agreed:
		best.Why = append([]string{fmt.Sprintf("The agreement scores %d of the %d needed.", best.Score, SameAt)}, best.Why...)
	}
	return best
}

// compareKeys sums what two sets of keys agree on and takes off what they contradict each other in. Without any agreement there is
// no reason.
func compareKeys(report, known []Key) (score int, why []string) {
	var against []string
	named := false
	for _, kind := range []KeyKind{KeyAgent, KeyEntry, KeyUUID, KeySerial, KeyMAC, KeyHost, KeyName} {
		ours, theirs := ofKind(report, kind), ofKind(known, kind)
		if len(ours) == 0 || len(theirs) == 0 {
			continue
		}
		at := slices.IndexFunc(ours, func(k Key) bool {
			return slices.ContainsFunc(theirs, func(o Key) bool { return sameKey(k, o) })
		})
		switch {
		case kind == KeyMAC && wandering(report, known):
		case at >= 0 && kind == KeyName && named:
		case at >= 0:
			named = named || kind == KeyHost
			score += ours[at].Score
			why = append(why, fmt.Sprintf("Same %s %s.", kind, ours[at].Value))
		case kind == KeyUUID || kind == KeySerial:
			score -= contradiction
			against = append(against, fmt.Sprintf("Another %s: %s, known is %s.", kind, ours[0].Value, theirs[0].Value))
		}
	}
	if len(why) == 0 {
		return 0, nil
	}
	return score, append(why, against...)
}

// wandering reports whether the hardware addresses that two machines share say nothing: each has one that the other has not, and neither
// agent nor name is the same. Such an address is that of a dock or an adapter that both have used.
func wandering(report, known []Key) bool {
	for _, kind := range []KeyKind{KeyAgent, KeyName} {
		ours, theirs := ofKind(report, kind), ofKind(known, kind)
		if len(ours) == 0 || len(theirs) == 0 || len(lacking(ours, theirs)) < len(ours) {
			return false
		}
	}
	ours, theirs := ofKind(report, KeyMAC), ofKind(known, KeyMAC)
	return len(lacking(ours, theirs)) > 0 && len(lacking(theirs, ours)) > 0
}

// lacking returns the keys that are not among others.
func lacking(keys, others []Key) []Key {
	return slices.DeleteFunc(slices.Clone(keys), func(k Key) bool {
		return slices.ContainsFunc(others, func(o Key) bool { return sameKey(k, o) })
	})
}

func ofKind(keys []Key, kind KeyKind) []Key {
	var all []Key
	for _, k := range keys {
		if k.Kind == kind {
			all = append(all, k)
		}
	}
	return all
}

// sameKey compares two keys of a kind. A hardware UUID is also the same when one side read its first three groups in the other byte
// order, as older firmware and some tools do.
func sameKey(a, b Key) bool {
	return a.Value == b.Value || a.Kind == KeyUUID && swapped(a.Value) == b.Value
}

func swapped(uuid string) string {
	groups := strings.Split(uuid, "-")
	if len(uuid) != 36 || len(groups) != 5 || len(groups[0]) != 8 || len(groups[1]) != 4 || len(groups[2]) != 4 {
		return uuid
	}
	var b strings.Builder
	for _, group := range groups[:3] {
		for i := len(group) - 2; i >= 0; i -= 2 {
			b.WriteString(group[i : i+2])
		}
		b.WriteByte('-')
	}
	return b.String() + uuid[19:]
}
