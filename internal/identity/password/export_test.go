package password

// Occupy takes one slot until the returned function is called.
func (a *Argon) Occupy() func() {
	a.slots <- struct{}{}
	return func() { <-a.slots }
}
