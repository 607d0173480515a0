package trail

// Metric is what a promise is about.
type Metric string

// The metrics. What begins with the opening begins with the hand-over for those who promise from there on.
const (
	FirstResponse Metric = "first_response" // to the first public answer of a person of the desk; after a hand-over to the first act of the team
	NextResponse  Metric = "next_response"  // from each later question of the requester to its answer
	Resolution    Metric = "resolution"     // to the resolution
)

// Pauses say when the clocks of an agreement stand still. Two absent (nil) lists mean what is usual for the kind
// of agreement; two empty ones mean never.
type Pauses struct {
	While []string `json:"while"` // reasons of a hold that pause the clocks
	Only  []string `json:"only"`  // if any: the clocks run during holds for these reasons and at no other time
}
