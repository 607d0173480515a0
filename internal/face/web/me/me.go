package me

import "github.com/fettle-itsm/fettle/internal/face/web/kit"

// Register adds the pages of this room.
func Register(s *kit.Site) {}
