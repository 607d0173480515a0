package impact

import "github.com/fettle-itsm/fettle/internal/base/errs"

// Kind is what a relation says. The zero Kind is none.
type Kind uint8

// The kinds of relation, each read "From … To".
const (
	DependsOn Kind = iota + 1
	RunsOn
	HostedOn
	ConnectsTo
	MemberOf
	Uses
	BacksUp
	Provides
)

// trait is what is known of a kind.
type trait struct {
	name, there, back string
	// fromSupports tells that From is the supporter: a member carries its
	// cluster, a provider its service, a stand-by the item that it backs up.
	fromSupports bool
	// impact is what a new relation of the kind is set to. A cable and a backup
	// are no reason to stop until somebody says that they are.
	impact bool
}

// traits returns the table of the kinds, in their order.
func traits() [Provides + 1]trait {
	return [...]trait{
		DependsOn:  {name: "depends_on", there: "depends on", back: "is needed by", impact: true},
		RunsOn:     {name: "runs_on", there: "runs on", back: "runs", impact: true},
		HostedOn:   {name: "hosted_on", there: "is hosted on", back: "hosts", impact: true},
		ConnectsTo: {name: "connects_to", there: "connects to", back: "is connected from"},
		MemberOf:   {name: "member_of", there: "is a member of", back: "has the member", fromSupports: true, impact: true},
		Uses:       {name: "uses", there: "uses", back: "is used by", impact: true},
		BacksUp:    {name: "backs_up", there: "backs up", back: "is backed up by", fromSupports: true},
		Provides:   {name: "provides", there: "provides", back: "is provided by", fromSupports: true, impact: true},
	}
}

func (k Kind) trait() trait {
	if k > Provides {
		return trait{}
	}
	return traits()[k]
}

// Kinds lists every kind in the order of the design.
func Kinds() []Kind {
	return []Kind{DependsOn, RunsOn, HostedOn, ConnectsTo, MemberOf, Uses, BacksUp, Provides}
}

// String is the name used in storage and in the API, "depends_on".
func (k Kind) String() string { return k.trait().name }

// ParseKind is the inverse of String.
func ParseKind(name string) (Kind, error) {
	for _, k := range Kinds() {
		if k.trait().name == name {
			return k, nil
		}
	}
	return 0, errs.Bad("kind", "%q is no kind of relation", name)
}

// Words are the English verbs of the relation read from From to To and back:
// "runs on" and "runs".
func (k Kind) Words() (there, back string) {
	t := k.trait()
	return t.there, t.back
}

// FromSupports tells which side carries the other: true when From does, as in
// "A is a member of B".
func (k Kind) FromSupports() bool { return k.trait().fromSupports }

// UsuallyImpacts is the impact flag that a new relation of the kind starts with.
func (k Kind) UsuallyImpacts() bool { return k.trait().impact }
