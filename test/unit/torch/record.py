"""Records what PyTorch prints for each program beside this file: run with a Python that has torch."""
import contextlib
import io
import pathlib
import sys

here = pathlib.Path(__file__).parent / 'programs'
for program in sorted(here.glob('*.py')):
    if sys.argv[1:] and program.stem not in sys.argv[1:]:
        continue
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(program.read_text(), program.name, 'exec'), {'__name__': '__main__'})
    program.with_suffix('.txt').write_text(out.getvalue())
    print(program.stem, len(out.getvalue().splitlines()))
