package settings

import "github.com/fettle-itsm/fettle/internal/face/web/kit"

func (p *pages) levels(*kit.Site) {}
