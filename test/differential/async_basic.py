import inspect
async def co(x): return x + 1
print(inspect.iscoroutinefunction(co), type(co).__name__)
class AC:
    async def __aenter__(self): return 1
    async def __aexit__(self, *a): pass
    async def m(self):
        async with self as v: return v
print(inspect.iscoroutinefunction(AC.m), callable(co))
