"""Lists from Excel: template, checks, dry run, confirmation, writing in the background, refused rows back.

A flat of `awards` takes part with one subclass of `importing.Importer`:

* `template`: a `templates.Template` of declared columns (text, whole number, day, sum, choice);
* `permits(user, unit)`: who may upload for the unit; `choices(unit)`: the words of its drop-downs;
* `plan(rows, context)`: what becomes of each row that was read (`create`, `match` or `refuse` with a sentence);
  it reads the database in a fixed number of queries and writes nothing;
* `apply(decisions, context)`: writes the rows to be created, inside the one transaction that the caller holds, and
  returns what it made as plain JSON;
* `rests(made, context)` and `take_back(made, context, reason)`: what was written since on what the list made, and the
  way back of the whole list while there is nothing.

The flat names its importer in `awards/importers.py`, links to `uploads:start` with the importer's kind and the unit's
id, and gets the pages, the limits, the job and the returned file from here.
"""
