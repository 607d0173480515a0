package doctor

// Full is for the test of it.
func Full(err error) bool { return full(err) }
