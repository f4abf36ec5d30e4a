from django.db import migrations

from hocTap.lib.sql import per_vendor

# Sentences of the reference catalogue that did not say their numbers or what was counted; edited ones stay.
SPOKEN = [
    """UPDATE indicators_check
       SET sentence = 'Mỗi suất học bổng trung bình {ratio} đồng ({left} đồng cho {right} suất); thường từ 100.000 đến '
                      || '20.000.000 đồng. Hãy xem đã ghi đúng đơn vị đồng chưa; nếu đúng, ghi lý do.'
       WHERE sentence = 'Mỗi suất học bổng trung bình {ratio} đồng; thường từ 100.000 đến 20.000.000 đồng. '
                      || 'Hãy xem đã ghi đúng đơn vị đồng chưa; nếu đúng, ghi lý do.'""",
    """UPDATE indicators_check
       SET sentence = 'Số hội viên ({left} người) lớn hơn dân số ({right} người). Hãy xem lại hai ô này.'
       WHERE sentence = 'Số hội viên ({left}) lớn hơn dân số ({right}). Hãy xem lại hai ô này.'""",
    "UPDATE indicators_form SET stamp = stamp + 1",
]


class Migration(migrations.Migration):
    dependencies = [("indicators", "0006_ways_back_and_periods_apart")]

    operations = [per_vendor(postgresql=SPOKEN, sqlite=SPOKEN)]
