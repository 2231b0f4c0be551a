import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0032_campaign"),
    ]

    operations = [
        migrations.AddField(
            model_name="peer",
            name="cases_due_at",
            field=models.BigIntegerField(
                help_text="When it is asked again which of its public cases declare a tie.", null=True
            ),
        ),
        migrations.CreateModel(
            name="ElsewhereCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("began_at", models.BigIntegerField()),
                ("open", models.BooleanField()),
                ("people", models.PositiveIntegerField(help_text="Who object, as that site counts them.", null=True)),
                ("parties", models.JSONField(default=list, help_text="The names that its owner declared a tie with.")),
                ("told_at", models.BigIntegerField()),
                (
                    "peer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cases", to="store.peer"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("peer", "number"), name="a_case_elsewhere_stands_once")
                ],
            },
        ),
    ]
