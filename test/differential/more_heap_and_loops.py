import heapq, bisect
graph = {'a': {'b': 7, 'c': 3}, 'b': {'d': 2}, 'c': {'b': 1, 'd': 8}, 'd': {}}


def dijkstra(start):
    dist, heap = {start: 0}, [(0, start)]
    while heap:
        d, n = heapq.heappop(heap)
        if d > dist[n]:
            continue
        for m, w in graph[n].items():
            if d + w < dist.get(m, float('inf')):
                dist[m] = d + w
                heapq.heappush(heap, (d + w, m))
    return dist


print(dijkstra('a'), dijkstra('d'))
grades = [(60, 'D'), (70, 'C'), (80, 'B'), (90, 'A')]
cuts = [c for c, _ in grades]
print([('F' + ''.join(g for _, g in grades))[bisect.bisect(cuts, s)] for s in (33, 60, 77, 89, 90, 100)])
stream = [5, 3, 8, 1, 9, 2]
best = []
for x in stream:
    heapq.heappush(best, x)
    if len(best) > 3:
        heapq.heappop(best)
print(sorted(best, reverse=True), heapq.nlargest(2, stream), heapq.nsmallest(2, stream), list(heapq.merge([1, 4], [2, 3])))
ordered = []
for x in stream:
    bisect.insort(ordered, x)
print(ordered, bisect.bisect_left(ordered, 5), bisect.bisect_right(ordered, 5))


def lis(seq):
    tails = []
    for x in seq:
        i = bisect.bisect_left(tails, x)
        tails[i:i + 1] = [x]
    return len(tails)


print(lis([3, 1, 4, 1, 5, 9, 2, 6]), lis([]), lis([2, 2, 2]))
