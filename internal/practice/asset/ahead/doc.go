// Package ahead tells what ends soon: warranties of assets, the days until which notice can be given for contracts, their ends, and rights to use
// programs. It lists them together by date, and reminds whoever keeps assets 90, 60 and 30 days before a warranty ends.
//
// It exists because the question is asked of three practices at once, and because a warranty that ended yesterday is money lost. Each asset is
// reminded of once for each of the three days; many assets of one model are told of together, on their model.
//
// It leaves the dates to those who keep them: assets, contracts (which remind of their notice dates by themselves, see finance) and licences.
package ahead
