import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0034_delivered"),
    ]

    operations = [
        migrations.AddField(
            model_name="duty",
            name="seen_by",
            field=models.CharField(
                blank=True, default="", help_text="How anybody can see that it is kept.", max_length=500
            ),
        ),
        migrations.AddField(
            model_name="duty",
            name="version",
            field=models.ForeignKey(
                help_text="Of the statement, if it made it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="promises",
                to="store.version",
            ),
        ),
    ]
